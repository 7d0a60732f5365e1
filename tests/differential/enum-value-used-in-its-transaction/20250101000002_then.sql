create table weeks (mood mood default 'happy');

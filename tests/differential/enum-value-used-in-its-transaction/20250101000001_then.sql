alter type mood add value 'happy';
create table days (mood mood default 'happy');

create table later (mood crm.mood);
create table fails (mood mood);

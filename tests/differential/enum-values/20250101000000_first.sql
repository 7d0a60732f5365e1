-- Values are added at the end, before or after others; renamed; and repeated ones are refused.
create type mood as enum ('sad', 'happy');
alter type mood add value 'ok' before 'happy';
alter type mood add value 'great' after 'happy';
alter type mood add value 'last';
alter type mood add value if not exists 'sad';
alter type mood add value 'sad';
alter type mood rename value 'ok' to 'fine';
alter type mood rename value 'none' to 'x';
alter type mood add value 'y' before 'none';
alter type feeling add value 'x';

DO $$ BEGIN UPDATE t SET m = 'glad'; END $$;

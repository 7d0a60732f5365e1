ALTER TYPE mood ADD VALUE 'glad';
DO $$ BEGIN UPDATE m SET m = 'glad'; END $$;

-- schema = pg_catalog
-- Tables and signatures of https://github.com/citusdata/pg_cron; jobs are listed and never run.
CREATE SCHEMA cron;
CREATE SEQUENCE cron.jobid_seq;
CREATE SEQUENCE cron.runid_seq;
CREATE TABLE cron.job (
  jobid bigint PRIMARY KEY DEFAULT nextval('cron.jobid_seq'), schedule text NOT NULL, command text NOT NULL,
  nodename text NOT NULL DEFAULT 'localhost', nodeport integer NOT NULL DEFAULT 5432,
  database text NOT NULL DEFAULT current_database(), username text NOT NULL DEFAULT current_user,
  active boolean NOT NULL DEFAULT true, jobname text,
  CONSTRAINT jobname_username_uniq UNIQUE (jobname, username));
CREATE TABLE cron.job_run_details (
  runid bigint PRIMARY KEY DEFAULT nextval('cron.runid_seq'), jobid bigint, job_pid integer, database text,
  username text, command text, status text, return_message text, start_time timestamptz, end_time timestamptz);
CREATE FUNCTION cron.schedule(job_name text, schedule text, command text) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO cron.job AS known (jobname, schedule, command, username) VALUES ($1, $2, $3, session_user)
  ON CONFLICT (jobname, username) DO UPDATE SET schedule = excluded.schedule, command = excluded.command
  RETURNING known.jobid $$;
CREATE FUNCTION cron.schedule(schedule text, command text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
  AS 'SELECT cron.schedule(NULL, $1, $2)';
CREATE FUNCTION cron.schedule_in_database(job_name text, schedule text, command text, database text,
  username text = NULL, active boolean = true) RETURNS bigint LANGUAGE sql SECURITY DEFINER
  AS 'SELECT cron.schedule($1, $2, $3)';
CREATE FUNCTION cron.alter_job(job_id bigint, schedule text = NULL, command text = NULL, database text = NULL,
  username text = NULL, active boolean = NULL) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  UPDATE cron.job AS known SET schedule = coalesce($2, known.schedule), command = coalesce($3, known.command),
    active = coalesce($6, known.active) WHERE known.jobid = $1 $$;
CREATE FUNCTION cron.unschedule(job_id bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM cron.job WHERE jobid = job_id;
  IF NOT found THEN RAISE EXCEPTION 'could not find valid entry for job ''%''', job_id; END IF;
  RETURN true;
END $$;
CREATE FUNCTION cron.unschedule(job_name text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM cron.job WHERE jobname = job_name;
  IF NOT found THEN RAISE EXCEPTION 'could not find valid entry for job ''%''', job_name; END IF;
  RETURN true;
END $$;
GRANT USAGE ON SCHEMA cron TO postgres WITH GRANT OPTION;
GRANT SELECT, INSERT, UPDATE, DELETE ON cron.job, cron.job_run_details TO postgres WITH GRANT OPTION;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA cron TO postgres WITH GRANT OPTION;

"""What Supabase allows and forbids."""

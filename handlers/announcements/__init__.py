"""What admins send to many: composing, starting, following and taking back."""

"""When an article was published and changed, by those who state it and by what people see."""

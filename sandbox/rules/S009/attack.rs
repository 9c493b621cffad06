pub struct ToolK;

#!// no script
[debugger_visualizer(gdb_script_file = "printers.py")]
pub fn run() -> i64 {
    1
}
//- src/printers.py
print("PWNED")

//! A WebAssembly engine: wasmi, which interprets. Text and numbers are copied into the module's memory and out again;
//! structs and maps would need an encoding on top, as above.

use std::hint::black_box;

use wasmi::{Engine, Instance, Linker, Memory, Module, Store, Val};

use crate::input;
use crate::timing::{CLOSURE, Case, INTS, METHOD, NUMBERS, TEXTS};

const TYPED: &str = "wasmi, typed";
const DYNAMIC: &str = "wasmi, dynamic";
/// Where the host puts what goes in.
const SCRATCH: usize = 1 << 16;

fn instance() -> (Store<()>, Instance, Memory) {
    let engine = Engine::default();
    let bytes = wat::parse_str(include_str!("work.wat")).expect("the text is a module");
    let module = Module::new(&engine, bytes).expect("the module is valid");
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    linker.func_wrap("host", "step", input::closure(black_box(1))).expect("it is a function");
    let instance = linker.instantiate_and_start(&mut store, &module).expect("it starts");
    let memory = instance.get_memory(&store, "memory").expect("it has memory");
    (store, instance, memory)
}

/// Copies bytes in, calls, and copies as many out.
fn bytes_through(name: &'static str, bytes: Vec<u8>) -> impl FnMut() -> Vec<u8> {
    let (mut store, instance, memory) = instance();
    let call = instance.get_typed_func::<(i32, i32), i32>(&store, name).expect("its types");
    move || {
        memory.data_mut(&mut store)[SCRATCH..SCRATCH + bytes.len()].copy_from_slice(black_box(&bytes));
        let at = call.call(&mut store, (SCRATCH as i32, bytes.len() as i32)).expect("it runs") as usize;
        memory.data(&store)[at..at + bytes.len()].to_vec()
    }
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let (mut store, module, _) = instance();
    let add = module.get_typed_func::<(i64, i64), i64>(&store, "add").expect("its types");
    let mut sum = 0;
    cases.push(Case::new(INTS, TYPED, move || sum = add.call(&mut store, (sum, 1)).expect("it adds")));
    let (mut store, module, _) = instance();
    let step = module.get_typed_func::<i64, i64>(&store, "step").expect("its types");
    cases.push(Case::new(METHOD, TYPED, move || _ = black_box(step.call(&mut store, 1).expect("it steps"))));
    let (mut store, module, _) = instance();
    let folded = module.get_typed_func::<(), i64>(&store, "folded").expect("its types");
    cases.push(Case::new(CLOSURE, TYPED, move || _ = black_box(folded.call(&mut store, ()).expect("it folds"))));
    let (mut store, module, _) = instance();
    let add = module.get_func(&store, "add").expect("it is there");
    cases.push(Case::new(INTS, DYNAMIC, move || {
        let mut result = [Val::I64(0)];
        add.call(&mut store, black_box(&[Val::I64(1), Val::I64(2)]), &mut result).expect("it adds");
        black_box(&result);
    }));
    for (row, size) in TEXTS.into_iter().zip(input::TEXT_SIZES) {
        let mut copied = bytes_through("copied", input::text(size).into_bytes());
        cases.push(Case::new(row, TYPED, move || drop(black_box(String::from_utf8(copied()).expect("text")))));
    }
    let bytes: Vec<u8> = input::numbers().into_iter().flat_map(f64::to_le_bytes).collect();
    let mut halved = bytes_through("halved", bytes);
    cases.push(Case::new(NUMBERS, TYPED, move || {
        let bytes = halved();
        let (numbers, _) = bytes.as_chunks();
        drop(black_box(numbers.iter().map(|number| f64::from_le_bytes(*number)).collect::<Vec<_>>()));
    }));
    cases
}

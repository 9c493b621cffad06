//- object hex 68656c6c6f

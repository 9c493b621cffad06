//- x.txt
ELF
//- liba.a
!<arch>
x

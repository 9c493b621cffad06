use/**/std/**/::/**/process;

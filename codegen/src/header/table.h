    uint32_t class_count;
    const plugwright_class *const *classes;
    const void *keep, *lend, *end_loan, *take, *class_of, *release;
    plugwright_text interface, rustc, target;
    plugwright_status (*init)(const plugwright_host *host);
    void (*flush)(void);

/* menuconfig's answers, with the defaults of the emitted Kconfig. */
#define CONFIG_GEARBOX_SELF_TEST 1

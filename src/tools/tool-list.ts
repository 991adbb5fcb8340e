/** A program that tests run: where it comes from and what it is for. */
export interface Tool {
  readonly command: string;
  /** Debian packages; none where `npm run toolchains` installs it otherwise. */
  readonly packages: readonly string[];
  readonly why: string;
}

/** Every program that tests need besides Node; `npm run toolchains` installs them. */
export const TOOLS = {
  gcc: { command: "gcc", packages: ["gcc", "libc6-dev"], why: "runs emitted C on this machine" },
  "g++": { command: "g++", packages: ["g++"], why: "emitted C is C++11 too" },
  clang: { command: "clang", packages: ["clang"], why: "a second compiler's warnings" },
  "avr-gcc": {
    command: "avr-gcc",
    packages: ["gcc-avr", "binutils-avr", "avr-libc"],
    why: "Arduino Uno and Mega",
  },
  "arm-none-eabi-gcc": {
    command: "arm-none-eabi-gcc",
    packages: ["gcc-arm-none-eabi", "binutils-arm-none-eabi"],
    why: "STM32, Pico, Nano 33 BLE",
  },
  "riscv64-unknown-elf-gcc": {
    command: "riscv64-unknown-elf-gcc",
    packages: ["gcc-riscv64-unknown-elf", "binutils-riscv64-unknown-elf"],
    why: "ESP32-C3",
  },
  "xtensa-lx106-elf-gcc": {
    command: "xtensa-lx106-elf-gcc",
    packages: ["gcc-xtensa-lx106", "binutils-xtensa-lx106"],
    why: "ESP8266",
  },
  "clang-22": {
    command: "clang-22",
    packages: ["clang-22"],
    why: "the ESP32's instruction set, for the emulated core",
  },
  "qemu-system-arm": {
    command: "qemu-system-arm",
    packages: ["qemu-system-arm"],
    why: "runs Cortex-M0, M3, M4F and M7",
  },
  "qemu-system-riscv32": {
    command: "qemu-system-riscv32",
    packages: ["qemu-system-misc"],
    why: "runs RISC-V",
  },
  "qemu-system-xtensa": {
    command: "qemu-system-xtensa",
    packages: ["qemu-system-misc"],
    why: "runs Xtensa",
  },
  simavr: { command: "simavr", packages: ["simavr"], why: "checks avr8js: cycles and answers" },
  "arduino-builder": {
    command: "arduino-builder",
    packages: ["arduino-builder", "arduino-core-avr", "avrdude"],
    why: "builds the Arduino package with the real core",
  },
  cppcheck: {
    command: "cppcheck",
    packages: ["cppcheck"],
    why: "checks emitted C against MISRA C",
  },
  shellcheck: {
    command: "shellcheck",
    packages: ["shellcheck"],
    why: "checks the scripts of the GitHub Action",
  },
  cmake: { command: "cmake", packages: ["cmake", "make"], why: "builds the STM32 package" },
  compote: {
    command: "compote",
    packages: [],
    why: "packs the ESP-IDF component as for an upload",
  },
  pio: { command: "pio", packages: [], why: "packs the PlatformIO library as for an upload" },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof TOOLS;

/** Programs of PyPI: the release that brings each, and the environment it is installed in. */
export const PYTHON_TOOLS = {
  packages: ["python3", "python3-venv"],
  programs: [
    {
      command: "compote",
      requirement: "idf-component-manager==3.1.2",
      environment: ".venv-compote",
    },
    { command: "pio", requirement: "platformio==6.1.18", environment: ".venv-platformio" },
  ],
} as const;

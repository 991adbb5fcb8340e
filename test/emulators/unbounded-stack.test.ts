import { expect, it } from "vitest";
import { hostPackageOf } from "../../src/node/verify-host.ts";
import { EMULATION_TOOLS, stackBoundsOn } from "../support/emulated-boards.ts";
import { compileModel, readFixtureModel } from "../support/packages.ts";
import { describeWith } from "../support/tools.ts";

/** One of each instruction set, and of each toolchain. */
const BOARDS = ["uno", "mega2560", "pico", "nucleo-f401", "esp32-c3", "esp8266", "esp32"];

const DECLARATIONS = `
int planted_recursion(int n);
int planted_pointer(int n, int (*f)(int));
int planted_room(int n);
int planted_cases(int n, volatile char *out);
`;

/** Every compiler makes a table of the cases, one of which has more stack than the others. */
const DEFINITIONS = `
int planted_recursion(int n)
{
    return n < 2 ? n : planted_recursion(n - 1) + planted_recursion(n - 2);
}

int planted_pointer(int n, int (*f)(int))
{
    return f(n) + n;
}

int planted_room(int n)
{
    volatile char room[n];
    int i, sum = 0;
    for (i = 0; i < n; i++) {
        room[i] = (char)i;
    }
    for (i = 0; i < n; i++) {
        sum += room[i];
    }
    return sum;
}

static __attribute__((noinline)) int planted_small(volatile char *out)
{
    return *out + 1;
}

static __attribute__((noinline)) int planted_large(volatile char *out)
{
    volatile char room[100];
    room[*out & 63] = 1;
    return room[*out & 31];
}

int planted_cases(int n, volatile char *out)
{
    switch (n) {
    case 0: *out = 3; return planted_small(out);
    case 1: return *out;
    case 2: *out = 17; return planted_small(out) ^ 9;
    case 3: return planted_large(out) + 2;
    case 4: return 5 + *out;
    case 5: *out = 0; return 90;
    case 6: return 3 * planted_small(out);
    case 7: return *out * 4;
    case 8: *out = 55; return 12;
    case 9: return *out ^ 77;
    default: return 0;
    }
}
`;

describeWith(EMULATION_TOOLS, "what no package has", () => {
  it.concurrent.each(BOARDS)(
    "is named on %s where its stack has no bound",
    async (board) => {
      const result = compileModel(readFixtureModel("bc_xgb"), { target: "generic", board });
      const pack = hostPackageOf(result);
      const files = pack.files.map(({ path, text }) => {
        if (path.endsWith(".c")) return { path, text: `${text}${DEFINITIONS}` };
        return { path, text: text.replace(/#endif.*\s*$/, `${DECLARATIONS}#endif\n`) };
      });
      const names = ["recursion", "pointer", "room", "cases"].map((name) => `planted_${name}`);
      const bounds = await stackBoundsOn(board, { ...pack, files }, names);
      const [recursion, pointer, room, cases] = bounds.map((bound) =>
        "bytes" in bound ? bound.bytes : bound.unbounded.replace(/ at 0x[0-9a-f]+/, ""),
      );
      expect(recursion).toBe("planted_recursion calls itself");
      expect(pointer).toBe("planted_pointer calls through a pointer");
      expect(room).toContain("planted_room changes its stack pointer by ");
      expect(cases).toBeGreaterThan(100);
      expect(cases).toBeLessThan(250);
    },
    240_000,
  );
});

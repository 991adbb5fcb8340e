import { expect, it } from "vitest";
import {
  capacityBar,
  type SizeFacts,
  sizeLines,
  sizeMarkdown,
} from "../../../src/core/report/sizes.ts";

const UNO: SizeFacts = {
  board: "uno",
  compiler: "avr-gcc",
  flash: 10064,
  ram: 0,
  stack: 69,
  seen: 67,
  rows: 200,
  emulator: "avr8js",
  parts: { code: 9000, constants: 900, helpers: 164 },
  functions: [{ name: "m_predict", flash: 9876, ram: 0, stack: 69, seen: 67 }],
  capacity: { flash: 32256, ram: 2048 },
};

it("draws a share of the board as a bar, full only where it is", () => {
  expect(capacityBar(10064, 32256)).toBe("[===       ] 31.2 % (10,064 of 32,256 bytes)");
  expect(capacityBar(0, 100)).toBe("[          ] 0.0 % (0 of 100 bytes)");
  expect(capacityBar(99, 100)).toBe("[========= ] 99.0 % (99 of 100 bytes)");
  expect(capacityBar(250, 100)).toBe("[==========] 250.0 % (250 of 100 bytes)");
});

it("shows parts, functions, and changes where there was something before", () => {
  expect(sizeLines(UNO, { flash: 10000, ram: 0 })).toEqual([
    "uno      linked by avr-gcc",
    "Flash    [===       ] 31.2 % (10,064 of 32,256 bytes, +64): code 9,000, constants 900, compiler's helpers 164",
    "RAM      [          ] 0.0 % (0 of 2,048 bytes, ±0)",
    "Stack    [          ] 3.4 % (69 of 2,048 bytes): the deepest way through its calls; 67 seen over 200 rows on avr8js",
    "         alone      flash B  RAM B  stack B",
    "         m_predict    9,876      0       69",
  ]);
});

it("says why a stack has no bound, or was not seen", () => {
  const { seen: _, rows: __, emulator: ___, ...unseen } = UNO;
  const stackLine = (facts: SizeFacts) => sizeLines(facts)[3];
  const way = "Stack    [          ] 3.4 % (69 of 2,048 bytes): the deepest way through its calls";
  expect(stackLine(unseen)).toBe(way);
  const notSeen = "qemu-system-arm is not installed";
  expect(stackLine({ ...unseen, notSeen })).toBe(`${way}; not run, ${notSeen}`);
  const { stack: ____, ...unbounded } = UNO;
  const noStack = "m_add calls itself";
  expect(stackLine({ ...unbounded, noStack })).toBe(
    "Stack    not bounded: m_add calls itself; 67 seen over 200 rows on avr8js",
  );
  expect(sizeMarkdown("m", [{ ...unbounded, noStack }], {}).at(-1)).toBe(
    "uno: stack not bounded, m_add calls itself",
  );
});

it("marks estimates, and says why they are", () => {
  const { compiler: _, parts: __, seen: ___, rows: ____, emulator: _____, ...facts } = UNO;
  const lines = sizeLines({ ...facts, functions: [], notMeasured: "avr-gcc is not installed" });
  expect(lines).toEqual([
    "uno      estimated: avr-gcc is not installed",
    "Flash ~  [===       ] 31.2 % (10,064 of 32,256 bytes)",
    "RAM ~    [          ] 0.0 % (0 of 2,048 bytes)",
    "Stack ~  [          ] 3.4 % (69 of 2,048 bytes)",
  ]);
});

it("is a table for a pull request, with changes where a report is compared", () => {
  expect(sizeMarkdown("gearbox", [UNO], {})).toEqual([
    "### gearbox: size",
    "",
    "| board | flash B | of the board | RAM B | stack B |",
    "| --- | --: | --: | --: | --: |",
    "| uno | 10,064 | 31.2 % | 0 | 69 |",
  ]);
  const [, , head, , row] = sizeMarkdown("gearbox", [UNO], { uno: { flash: 11064, stack: 69 } });
  expect(head).toBe(
    "| board | flash B | change | of the board | RAM B | change | stack B | change |",
  );
  expect(row).toBe("| uno | 10,064 | -1,000 | 31.2 % | 0 |  | 69 | ±0 |");
});

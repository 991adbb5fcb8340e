/* What emitted C uses of the ESP8266 core's pgmspace.h: flash is read in 32-bit words only. */
#ifndef PGMSPACE_H
#define PGMSPACE_H

#include <stdint.h>

#define PROGMEM __attribute__((section(".irom.text")))

static inline uint32_t pgm_read_dword(const void *address)
{
    return *(const volatile uint32_t *)address;
}

static inline uint8_t pgm_read_byte(const void *address)
{
    const uintptr_t at = (uintptr_t)address;
    return (uint8_t)(pgm_read_dword((const void *)(at & ~(uintptr_t)3)) >> (8 * (at & 3)));
}

static inline uint16_t pgm_read_word(const void *address)
{
    const uintptr_t at = (uintptr_t)address;
    return (uint16_t)(pgm_read_dword((const void *)(at & ~(uintptr_t)3)) >> (8 * (at & 2)));
}

#endif

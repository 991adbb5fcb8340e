/* Declares what the emitted example uses of ESP-IDF's log; formats are checked as there. */
#ifndef ESP_LOG_H
#define ESP_LOG_H

void esp_log_line(char level, const char *tag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define ESP_LOGI(tag, ...) esp_log_line('I', tag, __VA_ARGS__)
#define ESP_LOGE(tag, ...) esp_log_line('E', tag, __VA_ARGS__)

#endif

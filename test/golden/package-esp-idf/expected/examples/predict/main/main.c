/* Logs what gearbox makes of one row. */
#include "esp_log.h"
#include "sdkconfig.h"

#include "gearbox.h"

static const char *TAG = "gearbox";

void app_main(void)
{
    /* Replace this row by what your sensors read, in the units of training. */
    const float features[GEARBOX_N_FEATURES] = {
        2.27499986f, /* vibration_rms */
        47.9999962f  /* temperature */
    };
    int class_index;
    float proba[GEARBOX_N_CLASSES];
    int k;

    ESP_LOGI(TAG, "model version %s", GEARBOX_VERSION_STRING);
#if CONFIG_GEARBOX_SELF_TEST
    ESP_LOGI(TAG, "%d of 24 golden rows disagree", gearbox_self_test());
#endif
    if (gearbox_check_input(features) != 0) {
        ESP_LOGE(TAG, "feature %d is not finite", gearbox_check_input(features) - 1);
        return;
    }

    class_index = gearbox_predict(features);
    ESP_LOGI(TAG, "prediction: %s", gearbox_class_name(class_index));
    gearbox_predict_proba(features, proba);
    for (k = 0; k < GEARBOX_N_CLASSES; k++) {
        ESP_LOGI(TAG, "%.3f %s", (double)proba[k], gearbox_class_name(k));
    }
}

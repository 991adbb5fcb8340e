/* Predict: prints what gearbox makes of a row, every two seconds. */
#include <gearbox.h>

void setup() {
    Serial.begin(115200);
}

void loop() {
    /* Replace this row by what your sensors read, in the units of training. */
    const float features[GEARBOX_N_FEATURES] = {
        2.27499986f, /* vibration_rms */
        47.9999962f  /* temperature */
    };

    const int bad = gearbox_check_input(features);
    if (bad != 0) {
        Serial.print(F("not finite: feature "));
        Serial.println(bad - 1);
        delay(2000);
        return;
    }

    char label[GEARBOX_CLASS_NAME_SIZE];
    gearbox_copy_class_name(gearbox_predict(features), label, sizeof label);
    Serial.println(label); /* for the row above: healthy */
    delay(2000);
}

/* SelfTest: runs the golden rows of gearbox on this board, then times a call. */
#include <gearbox.h>

static const int CALLS = 100;

void setup() {
    Serial.begin(115200);
    while (!Serial) {
        /* boards with their own USB: until the monitor is open */
    }

    Serial.print(gearbox_self_test());
    Serial.println(F(" of 24 rows disagree"));

    float features[GEARBOX_N_FEATURES] = {
        2.27499986f, /* vibration_rms */
        47.9999962f  /* temperature */
    };
    /* Volatile, so that the compiler makes every call. */
    volatile float reading = features[0];
    volatile int answer = 0;
    const unsigned long start = micros();
    for (int call = 0; call < CALLS; call++) {
        features[0] = reading;
        answer = gearbox_predict(features);
    }
    const unsigned long elapsed = micros() - start;
    (void)answer;
    Serial.print(elapsed / CALLS);
    Serial.println(F(" us a call"));
}

void loop() {
}

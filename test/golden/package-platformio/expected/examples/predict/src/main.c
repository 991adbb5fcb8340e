/* Runs the golden rows, then predicts one of them. */
#include "gearbox.h"

#include <stdio.h>

static const float features[GEARBOX_N_FEATURES] = {
    2.27499986f, /* vibration_rms */
    47.9999962f  /* temperature */
};

int main(void)
{
    char label[GEARBOX_CLASS_NAME_SIZE];
    printf("%d of 24 golden rows disagree\n", gearbox_self_test());
    gearbox_copy_class_name(gearbox_predict(features), label, (int)sizeof label);
    printf("%s\n", label);
    return 0;
}

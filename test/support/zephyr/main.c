#ifdef MODULE
#include "gearbox.h"
#endif

int main(void)
{
#if defined(SELF_TEST)
    return gearbox_self_test();
#elif defined(MODULE)
    static const float features[GEARBOX_N_FEATURES];
    return gearbox_predict(features);
#else
    return 0;
#endif
}

#include "agent/vf-driver.h"

#define NO(attr) (1u << (attr))

/* igb: no ndo_set_vf_link_state, refuses min_tx_rate, pci_sriov_set_totalvfs(pdev, 7) (Linux 6.1
 * drivers/net/ethernet/intel/igb).  bnxt_en refuses VFs while the PF is down (bnxt_sriov.c).
 * Times: i40e 0.34 s, ixgbe about 1 s a VF as nmstate's users measured; others with reserve. */
static const VfDriver drivers[] = {
    /* driver, max_vfs, vf_ms, up_first, zero_mac, min_rate, lacks */
    { "igb", 7, 500, false, true, false, NO(VF_ATTR_LINK_STATE) },
    { "ixgbe", 0, 2500, false, true, false, 0 },
    { "i40e", 0, 1000, false, true, false, 0 },
    { "ice", 0, 1000, false, true, true, 0 },
    { "mlx5_core", 0, 2000, false, true, true, 0 },
    { "mlx4_core", 0, 2000, false, true, true, NO(VF_ATTR_TRUST) },
    { "bnxt_en", 0, 1000, true, true, false, 0 },
    { "cxgb4", 0, 1000, false, false, false, NO(VF_ATTR_SPOOFCHK) | NO(VF_ATTR_TRUST) },
    { "be2net", 0, 1000, false, false, false, NO(VF_ATTR_TRUST) },
    { "enic", 0, 1000, false, false, false,
      NO(VF_ATTR_VLAN) | NO(VF_ATTR_SPOOFCHK) | NO(VF_ATTR_TRUST) | NO(VF_ATTR_RATES) },
    { "netdevsim", 0, 100, false, true, true, 0 },
};

/* A card we know nothing of: slow, and asked for everything. */
static const VfDriver unknown = { "", 0, 2500, false, true, true, 0 };

const VfDriver *vf_driver_find(const char *driver)
{
    for (gsize i = 0; i < G_N_ELEMENTS(drivers); i++)
        if (g_strcmp0(drivers[i].driver, driver) == 0)
            return &drivers[i];
    return &unknown;
}

guint vf_driver_limit(const VfDriver *driver, guint total_vfs)
{
    return driver->max_vfs != 0 ? MIN(driver->max_vfs, total_vfs) : total_vfs;
}

guint vf_driver_deadline_ms(const VfDriver *driver, guint n_vfs)
{
    return 20000 + driver->vf_ms * n_vfs;
}

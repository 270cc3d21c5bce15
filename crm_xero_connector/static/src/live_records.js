import { onWillUnmount, status, useComponent } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { FormController } from "@web/views/form/form_controller";
import { ListController } from "@web/views/list/list_controller";

const CHANGED = "crm_xero/changed";

/** Read what is on the screen again when Xero changed it, unless somebody is typing. */
function useXeroChanges(isShown, isBusy) {
    const component = useComponent();
    const bus = useService("bus_service");
    const isGone = () => ["cancelled", "destroyed"].includes(status(component));
    const onChanged = async ({ model, ids }) => {
        // what is being read may be older than what we are told
        await component.model.whenReady;
        if (isGone()) {
            return;
        }
        const { root } = component.model;
        if (root.resModel !== model || !isShown(root, ids) || isBusy(root)) {
            return;
        }
        try {
            await root.load();
        } catch (error) {
            // the page may be left while it is being read
            if (!isGone()) {
                throw error;
            }
        }
    };
    bus.subscribe(CHANGED, onChanged);
    onWillUnmount(() => bus.unsubscribe(CHANGED, onChanged));
}

patch(FormController.prototype, {
    setup() {
        super.setup(...arguments);
        useXeroChanges(
            (root, ids) => ids.includes(root.resId),
            (root) => root.dirty
        );
    },
});

patch(ListController.prototype, {
    setup() {
        super.setup(...arguments);
        useXeroChanges(
            (root, ids) => Boolean(root.groups) || (root.records || []).some((record) => ids.includes(record.resId)),
            (root) => Boolean(root.editedRecord) || (root.selection || []).length > 0
        );
    },
});

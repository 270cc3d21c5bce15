import { Component, onWillUnmount, status } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The way to Live as a row of steps; the page reloads by itself while contacts arrive. */
export class XeroSteps extends Component {
    static template = "crm_xero_connector.Steps";
    static props = { ...standardFieldProps };

    setup() {
        const bus = useService("bus_service");
        const onProgress = async ({ id }) => {
            const { record } = this.props;
            if (id !== record.resId || record.dirty) {
                return;
            }
            try {
                await record.load();
            } catch (error) {
                // the page may be left while it is being read
                if (status(this) !== "destroyed") {
                    throw error;
                }
            }
        };
        bus.subscribe("crm_xero/progress", onProgress);
        onWillUnmount(() => bus.unsubscribe("crm_xero/progress", onProgress));
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("xero_steps", { component: XeroSteps, supportedTypes: ["json"] });

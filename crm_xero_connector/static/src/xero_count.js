import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A number that opens the list of what it counts. */
export class XeroCount extends Component {
    static template = "crm_xero_connector.Count";
    static props = { ...standardFieldProps, action: { type: String }, isProblem: { type: Boolean } };

    setup() {
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    open() {
        const { resModel, resId, context } = this.props.record;
        this.action.doActionButton({ type: "object", name: this.props.action, resModel, resId, resIds: [resId], context });
    }
}

registry.category("fields").add("xero_count", {
    component: XeroCount,
    supportedTypes: ["integer"],
    extractProps: ({ options }) => ({ action: options.action, isProblem: Boolean(options.is_problem) }),
});

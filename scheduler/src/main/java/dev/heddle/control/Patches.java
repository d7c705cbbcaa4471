package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;

/** Patches of methods of the JDK, in the few forms in which there are many. */
final class Patches {

    static final String ON_OBJECT = "(Ljava/lang/Object;)V";
    static final String ON_STRING = "(Ljava/lang/Object;Ljava/lang/String;)V";
    static final String ON_OBJECTS = "(Ljava/lang/Object;Ljava/lang/Object;)V";

    private Patches() {}

    static Patch before(String owner, String name, String descriptor, String hook) {
        return HookTable.patch(owner, name, descriptor, Form.BEFORE, hook, ON_STRING);
    }

    static Patch before(String owner, String method, String hook) {
        return patch(owner, method, Form.BEFORE, hook, ON_OBJECTS);
    }

    static Patch patch(String owner, String method, String hook, String hookDescriptor) {
        return patch(owner, method, Form.BEFORE, hook, hookDescriptor);
    }

    static Patch patch(String owner, String method, Form form, String hook, String hookDescriptor) {
        int parameters = method.indexOf('(');
        return HookTable.patch(
                owner,
                method.substring(0, parameters),
                method.substring(parameters),
                form,
                hook,
                hookDescriptor);
    }
}

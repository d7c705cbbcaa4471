package dev.heddle.control;

/**
 * Whether what a method makes of a class stays within that method, as a string that is put together
 * does: it names the class in nothing but the making and calls of the object's own methods. So it
 * neither gets such an object from anywhere nor hands one on, unless by the name of another type.
 */
final class Locals {

    private Locals() {}

    /** Whether the objects of this class, in this method, are its own. */
    static boolean areOwn(ClassBytes file, MethodBytes method, String owner) {
        String type = "L" + owner + ";";
        if (method.descriptor().contains(type)) {
            return false;
        }
        int next;
        for (int pc = 0; pc < method.size(); pc = next) {
            int at = method.first() + pc;
            int opcode = file.u1(at);
            next = pc + Bytecode.length(file, method.first(), pc);
            boolean comesOrGoes =
                    switch (Bytecode.kind(opcode)) {
                        case Bytecode.CALL ->
                                !file.owner(file.u2(at + 1)).equals(owner)
                                        && file.memberType(file.u2(at + 1)).contains(type);
                        case Bytecode.FIELD, Bytecode.CALL_SITE ->
                                file.memberType(file.u2(at + 1)).contains(type);
                        default ->
                                opcode == Bytecode.CHECKCAST
                                        && file.className(file.u2(at + 1)).contains(owner);
                    };
            if (comesOrGoes) {
                return false;
            }
        }
        return true;
    }
}

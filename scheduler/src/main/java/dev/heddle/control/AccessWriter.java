package dev.heddle.control;

/**
 * Writes what is told of single instructions before they are executed: what they access, what they
 * order, what they call and link.
 */
final class AccessWriter {

    private static final String INSIDE_POINT = "(II)V";
    private static final String STRING = "(Ljava/lang/String;)V";
    private static final String CLASS_AND_NUMBER = "(Ljava/lang/Class;I)V";

    private final ClassRewriter type;
    private final ClassBytes file;
    private final MethodBytes method;
    private final CodeWriter code;
    private final Points points;
    private final Operands operands;

    /** Where, in a constructor, the object is made. */
    private final int made;

    /**
     * For one method.
     *
     * @param looksForMade whether it matters where, in a constructor, the object is made
     */
    AccessWriter(
            ClassRewriter type,
            MethodBytes method,
            CodeWriter code,
            Points points,
            boolean looksForMade) {
        this.type = type;
        this.file = type.file();
        this.method = method;
        this.code = code;
        this.points = points;
        this.operands = new Operands(file, method, code);
        this.made = looksForMade ? Operands.made(file, method) : 0;
    }

    /** How many locals there are besides those of the original. */
    int moreLocals() {
        return operands.moreLocals();
    }

    /** Writes a scheduling point. */
    void point(int opcode, byte kind, int pc, int site) {
        if (points.inside() != 0) {
            code.needs(2);
            code.push(site);
            code.push(points.inside());
            code.hook("insidePoint", INSIDE_POINT);
            return;
        }
        int member = kind == Bytecode.ARRAY ? 0 : file.u2(method.first() + pc + 1);
        if (kind == Bytecode.ARRAY) {
            operands.element(opcode, site);
        } else if (kind == Bytecode.FIELD && !isOfUnmade(opcode, member, pc)) {
            operands.field(opcode, member, site);
        } else if (kind != Bytecode.CALL
                || opcode == Bytecode.INVOKESTATIC
                || type.members().called(member, false).isGiven()
                || !operands.call(member, site)) {
            code.needs(1);
            code.push(site);
            code.naming(Bytecode.INVOKESTATIC, type.point(code.pool()));
        }
    }

    /** Whether an instruction may write a field of the object that is not made yet. */
    private boolean isOfUnmade(int opcode, int field, int pc) {
        return pc < made && opcode == Bytecode.PUTFIELD && file.owner(field).equals(file.name());
    }

    /** Tells of what orders accesses to memory, and of those by handles, right before. */
    void order(int opcode, byte kind, int pc) {
        int named = method.first() + pc + 1;
        Ordering ordering = type.ordering();
        if (kind == Bytecode.FIELD) {
            int access = ordering.ofField(opcode, file.u2(named));
            if (access != 0 && !isOfUnmade(opcode, file.u2(named), pc)) {
                ordering.field(code, opcode, file.u2(named), access);
            }
        } else if (kind == Bytecode.CALL) {
            int access = ordering.ofCall(file.u2(named), opcode == Bytecode.INVOKESTATIC);
            int plain = ordering.ofPlainCall(file.u2(named), opcode == Bytecode.INVOKESTATIC);
            if (access != 0) {
                operands.uses(ordering.call(code, file.u2(named), operands.free(), access));
            } else if (plain != 0) {
                operands.uses(ordering.plainCall(code, file.u2(named), operands.free(), plain));
            }
        }
    }

    /** Lets the class that an instruction needs be initialised under control, if it is fresh. */
    void initialise(int opcode, byte kind, int at) {
        if (!type.isFresh()
                || (kind != Bytecode.MAKING
                        && kind != Bytecode.FIELD
                        && opcode != Bytecode.INVOKESTATIC)) {
            return;
        }
        int constant = file.u2(at + 1);
        int up = type.initialises(opcode, constant);
        if (up >= 0) {
            code.needs(2);
            code.constant(kind == Bytecode.MAKING ? constant : file.u2(file.content(constant)));
            code.push(up);
            code.hook("needsClass", CLASS_AND_NUMBER);
        }
    }

    /** Writes a call site, if it is not to remain as it is. */
    boolean link(int site) {
        Members.Linked linked = type.members().linked(site);
        MethodHandleBytes shared = linked.shared();
        if (linked.isRedirected()) {
            code.callSite(MethodReferences.redirected(file, site, code.pool()));
            return true;
        }
        if (shared != null) {
            int point = points.site(shared);
            code.callSite(ReferencePoints.withPoint(file, site, point, code.pool()));
            return true;
        }
        return false;
    }

    /** Tells what a call uses besides what it is a point for. */
    void uses(Members.Called called, int call) {
        Members.Use use = called.use();
        if (use != null) {
            operands.uses(
                    Descriptor.parameters(file.memberType(call)), use.arguments(), use.receiver());
        }
    }

    /** Tells hooks of a call that is made all the same. */
    void tell(Members.Called called, int opcode, int call) {
        if (called.isNative()) {
            code.needs(1);
            String name = file.owner(call).replace('/', '.') + "." + file.memberName(call);
            code.constant(code.pool().string(name));
            code.hook("callsNative", STRING);
        }
        String hashing = called.asksForHash() ? HashCalls.hook(opcode, file.owner(call)) : null;
        if (hashing != null) {
            code.needs(1);
            code.op(Bytecode.DUP);
            code.hook(hashing, HashCalls.HOOK_TYPE);
        }
    }

    /** Lets a hook change the value of a field that was read. */
    void filter(int opcode, int field) {
        HookTable.Read filter =
                type.members().accessed(field).mayBeFiltered()
                        ? type.filter(opcode, field, method)
                        : null;
        if (filter != null) {
            code.hook(filter.hook(), "(" + filter.descriptor() + ")" + filter.descriptor());
        }
    }
}

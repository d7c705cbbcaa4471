package own;

import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClasspathRootSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** An engine as somebody may have one, which knows one class. */
public final class OwnEngine implements TestEngine {

    private static final String TESTS = "own.OwnChecks";

    @Override
    public String getId() {
        return "own";
    }

    private static final class Check extends AbstractTestDescriptor {
        private final Method method;

        Check(UniqueId id, Method method) {
            super(id, method.getName(), MethodSource.from(method));
            this.method = method;
        }

        @Override
        public Type getType() {
            return Type.TEST;
        }
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
        EngineDescriptor engine = new EngineDescriptor(id, "Own");
        boolean all = !request.getSelectorsByType(ClasspathRootSelector.class).isEmpty();
        List<UniqueId> some =
                request.getSelectorsByType(UniqueIdSelector.class).stream()
                        .map(UniqueIdSelector::getUniqueId)
                        .toList();
        Class<?> type = ReflectionSupport.tryToLoadClass(TESTS).toOptional().orElseThrow();
        for (Method method : type.getDeclaredMethods()) {
            UniqueId own = id.append("check", method.getName());
            if (method.getName().startsWith("checkThat") && (all || some.contains(own))) {
                engine.addChild(new Check(own, method));
            }
        }
        return engine;
    }

    @Override
    public void execute(ExecutionRequest request) {
        TestDescriptor engine = request.getRootTestDescriptor();
        request.getEngineExecutionListener().executionStarted(engine);
        for (TestDescriptor child : engine.getChildren()) {
            request.getEngineExecutionListener().executionStarted(child);
            request.getEngineExecutionListener()
                    .executionFinished(child, executed(((Check) child).method));
        }
        request.getEngineExecutionListener()
                .executionFinished(engine, TestExecutionResult.successful());
    }

    private static TestExecutionResult executed(Method method) {
        try {
            method.invoke(method.getDeclaringClass().getConstructor().newInstance());
            return TestExecutionResult.successful();
        } catch (InvocationTargetException e) {
            return TestExecutionResult.failed(e.getCause());
        } catch (ReflectiveOperationException e) {
            return TestExecutionResult.failed(e);
        }
    }
}

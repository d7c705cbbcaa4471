/** Says what -Papi compares with: the release named by {@code api.baseline}, if there is one. */
public final class Baseline {

    private Baseline() {}

    public static void main(String[] args) {
        String baseline = args.length == 0 ? "" : args[0];
        if (baseline.isEmpty() || baseline.equals("null")) {
            System.out.println(
                    "There is no release to compare with yet, so nothing is compared. Once there is"
                            + " one, put -Dapi.baseline=VERSION into .mvn/maven.config.");
        } else if (baseline.endsWith("-SNAPSHOT")) {
            System.out.println("Compared with " + baseline + ", which is no release.");
        } else {
            System.out.println("Compared with the release " + baseline + ".");
        }
    }
}

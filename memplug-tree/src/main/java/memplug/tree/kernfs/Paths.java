package memplug.tree.kernfs;

/** Paths below /sys. */
public final class Paths {
    private Paths() {}

    /**
     * {@return what a link contains to lead from one directory to another place, by way of the nearest one above both}
     *
     * @param fromDirectory the directory that the link is in
     * @param to where it leads
     */
    public static String relative(String fromDirectory, String to) {
        String[] from = fromDirectory.substring(1).split("/", -1);
        String[] target = to.substring(1).split("/", -1);
        int common = 0;
        while (common < from.length && common < target.length && from[common].equals(target[common])) {
            common++;
        }
        StringBuilder link = new StringBuilder("../".repeat(from.length - common));
        for (int i = common; i < target.length; i++) {
            link.append(i == common ? "" : "/").append(target[i]);
        }
        return link.toString();
    }
}

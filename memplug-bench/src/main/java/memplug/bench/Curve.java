package memplug.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured points, and a drawing of some such curves on logarithmic axes. */
final class Curve {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int BOTTOM = 50;
    private static final int TOP = 50;
    private static final List<String> COLOURS = List.of("#1f6feb", "#cf222e", "#1a7f37");

    private final String name;
    private final List<double[]> points = new ArrayList<>();

    Curve(String name) {
        this.name = name;
    }

    void add(double x, double y) {
        points.add(new double[] {x, y});
    }

    void print(String xUnit, String yUnit) {
        for (double[] point : points) {
            System.out.println(
                    String.format(Locale.ROOT, "%s: %.0f %s: %.1f %s", name, point[0], xUnit, point[1], yUnit));
        }
    }

    /** {@return the curves as SVG} */
    static String draw(String title, String xUnit, String yUnit, List<Curve> curves) {
        double[] x = bounds(curves, 0);
        double[] y = bounds(curves, 1);
        StringBuilder svg = new StringBuilder();
        put(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>",
                WIDTH,
                HEIGHT);
        put(svg, "<rect width='%d' height='%d' fill='white'/>", WIDTH, HEIGHT);
        put(svg, "<text x='%d' y='24' font-size='16'>%s</text>", LEFT, title);
        for (double at = Math.pow(2, Math.ceil(log(x[0]))); at <= x[1] * 1.001; at *= 2) {
            double left = place(at, x, LEFT, WIDTH - 20);
            put(svg, "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#ddd'/>", left, TOP, left, HEIGHT - BOTTOM);
            put(svg, "<text x='%.1f' y='%d' text-anchor='middle'>%.0f</text>", left, HEIGHT - BOTTOM + 18, at);
        }
        for (double at = Math.pow(2, Math.floor(log(y[0]))); at <= y[1] * 2; at *= 2) {
            if (at >= y[0] && at <= y[1]) {
                double top = place(at, y, HEIGHT - BOTTOM, TOP);
                put(svg, "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>", LEFT, top, WIDTH - 20, top);
                put(
                        svg,
                        "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
                        LEFT - 8,
                        top + 4,
                        at < 1 ? at : (long) at);
            }
        }
        put(svg, "<text x='%d' y='%d' text-anchor='end'>%s</text>", WIDTH - 20, HEIGHT - 10, xUnit);
        put(svg, "<text x='%d' y='%d' text-anchor='end'>%s</text>", LEFT - 8, TOP - 10, yUnit);
        for (int i = 0; i < curves.size(); i++) {
            curves.get(i).put(svg, COLOURS.get(i), x, y, i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void put(StringBuilder svg, String colour, double[] x, double[] y, int index) {
        StringBuilder line = new StringBuilder();
        for (double[] point : points) {
            double left = place(point[0], x, LEFT, WIDTH - 20);
            double top = place(point[1], y, HEIGHT - BOTTOM, TOP);
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", left, top));
            put(svg, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", left, top, colour);
        }
        put(
                svg,
                "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
                line.toString().strip(),
                colour);
        put(svg, "<text x='%d' y='%d' fill='%s'>%s</text>", LEFT + 12, TOP + 18 + 18 * index, colour, name);
    }

    private static double[] bounds(List<Curve> curves, int axis) {
        double[] all = curves.stream()
                .flatMap(curve -> curve.points.stream())
                .mapToDouble(point -> point[axis])
                .sorted()
                .toArray();
        return new double[] {all[0] / (axis == 0 ? 1 : 1.3), all[all.length - 1] * (axis == 0 ? 1 : 1.3)};
    }

    private static double place(double value, double[] bounds, double from, double to) {
        return from + (to - from) * (log(value) - log(bounds[0])) / (log(bounds[1]) - log(bounds[0]));
    }

    private static double log(double value) {
        return Math.log(value) / Math.log(2);
    }

    private static void put(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}

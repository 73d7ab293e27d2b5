package memplug.machine.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Faults that were ordered ahead. Part of the machine's state: a copy of the machine meets the same ones. Safe for use by
 * several threads, by its monitor.
 */
public final class FaultPlan implements Choices {
    // The constants of SplitMix64, by Guy Steele, Doug Lea and Christine Flood, "Fast Splittable Pseudorandom Number
    // Generators", 2014.
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
    private static final long MIX_2 = 0x94d049bb133111ebL;

    private final List<FaultRule> rules = new ArrayList<>();
    private long seed;

    FaultPlan() {}

    synchronized FaultPlan copy() {
        FaultPlan copy = new FaultPlan();
        copy.rules.addAll(rules);
        copy.seed = seed;
        return copy;
    }

    /**
     * Orders a fault.
     *
     * @param rule what, where and how often
     */
    public synchronized void add(FaultRule rule) {
        rules.add(rule);
    }

    /** Takes back all that was ordered and has not happened. */
    public synchronized void clear() {
        rules.clear();
    }

    /**
     * Begins a new sequence of chances, for rules that are less than certain.
     *
     * @param newSeed the same seed gives the same sequence
     */
    public synchronized void seed(long newSeed) {
        seed = newSeed;
    }

    /** {@return what is ordered still, in the order in which it was, with counts as they are now} */
    public synchronized List<FaultRule> rules() {
        return List.copyOf(rules);
    }

    @Override
    public synchronized boolean happens(Fault fault) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).concerns(fault) && strikes(i)) {
                return true;
            }
        }
        return false;
    }

    /** Counts that a rule was asked, and tells whether its fault happens. */
    private boolean strikes(int index) {
        FaultRule rule = rules.get(index);
        if (rule.after() > 0) {
            rules.set(index, new FaultRule(rule.kind(), rule.place(), rule.after() - 1, rule.times(), rule.percent()));
            return false;
        }
        if (rule.percent() < 100 && Long.remainderUnsigned(next(), 100) >= rule.percent()) {
            return false;
        }
        if (rule.times() == 1) {
            rules.remove(index);
        } else if (rule.times() != FaultRule.ALWAYS) {
            rules.set(index, new FaultRule(rule.kind(), rule.place(), 0, rule.times() - 1, rule.percent()));
        }
        return true;
    }

    private long next() {
        seed += GOLDEN_GAMMA;
        long mixed = (seed ^ (seed >>> 30)) * MIX_1;
        mixed = (mixed ^ (mixed >>> 27)) * MIX_2;
        return mixed ^ (mixed >>> 31);
    }

    /**
     * Adds all of the state to a fingerprint.
     *
     * @param writer what collects the state
     */
    public synchronized void fingerprint(Fingerprint.Writer writer) {
        writer.add(rules).add(seed);
    }
}

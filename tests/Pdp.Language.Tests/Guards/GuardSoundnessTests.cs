using CsCheck;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Guards;

/// <summary>The rule above all others: where a guard does not hold, the condition is false, and no error.</summary>
public sealed class GuardSoundnessTests
{
    private const int Conditions = 16_000;
    private const int RequestsPerCondition = 12;

    private static readonly long[] Fuels = [0, 3, 60, 2_000, 100_000];
    private static readonly int[] Lengths = [1, 40, 1_000];

    private static readonly Gen<Value[]> Request = ConditionGen.Slot.Array[PolicyScene.Attributes.Length];

    [Fact]
    public void Where_a_guard_does_not_hold_the_condition_is_false_and_never_an_error()
    {
        var (pairs, refused, always) = (0, 0, 0);
        Gen.Select(ConditionGen.Condition, Request.Array[RequestsPerCondition]).Sample(
            (text, requests) =>
            {
                if (PolicyScene.Check(text, CelType.Bool) is not { } condition) return true;
                var program = PolicyScene.Instance.Compile(condition);
                var guard = PolicyScene.Instance.GuardOf(condition);
                if (guard.IsAlways) Interlocked.Increment(ref always);
                foreach (var request in requests)
                {
                    Interlocked.Increment(ref pairs);
                    if (guard.Admits(Slots(request))) continue;
                    Interlocked.Increment(ref refused);
                    if (Outcome(program, request) != Truth.False) return false;
                }

                return true;
            },
            iter: Conditions,
            print: Print);

        Assert.True(pairs > 100_000, $"{pairs} pairs");
        Assert.True(refused > pairs / 12, $"{refused} of {pairs} refused, {always} conditions without a guard");
    }

    [Fact]
    public void On_a_real_budget_a_condition_whose_guard_does_not_hold_is_false_or_ends_by_the_budget_and_lists_are_long()
    {
        var (refused, exhausted) = (0, 0);
        Gen.Select(ConditionGen.Condition, Request.Array[RequestsPerCondition], Gen.Int[0, Fuels.Length - 1], Gen.Int[0, Lengths.Length - 1]).Sample(
            (text, requests, fuel, length) =>
            {
                if (PolicyScene.Check(text, CelType.Bool) is not { } condition) return true;
                var program = PolicyScene.Instance.Compile(condition);
                var guard = PolicyScene.Instance.GuardOf(condition);
                var failing = PolicyScene.Instance.FailingOf(condition);
                foreach (var request in requests)
                {
                    var lengthened = Array.ConvertAll(request, value => Repeated(value, Lengths[length]));
                    var (truth, isExhausted) = Outcome(program, lengthened, Fuels[fuel]);
                    if (truth == Truth.Error && !failing.Admits(Slots(lengthened))) return false;
                    if (guard.Admits(Slots(lengthened))) continue;
                    Interlocked.Increment(ref refused);
                    if (truth == Truth.False) continue;
                    Interlocked.Increment(ref exhausted);
                    if (truth == Truth.True || !isExhausted) return false;
                }

                return true;
            },
            iter: Conditions / 2);
        Assert.True(exhausted > 20 && refused > 10 * exhausted, $"{exhausted} of {refused} exhausted");
    }

    [Fact]
    public void Where_the_values_are_all_that_an_exact_guard_asks_for_the_condition_is_true_on_any_budget()
    {
        var (exact, sure) = (0, 0);
        Gen.Select(ConditionGen.Tests, Request.Array[RequestsPerCondition]).Sample(
            (text, requests) =>
            {
                if (PolicyScene.Check(text, CelType.Bool) is not { } condition) return true;
                var guard = PolicyScene.Instance.GuardOf(condition);
                if (!guard.IsExact) return true;
                Interlocked.Increment(ref exact);
                var program = PolicyScene.Instance.Compile(condition);
                foreach (var request in requests)
                {
                    if (!guard.Clauses.Any(clause => clause.Atoms.All(atom => HoldsByValue(atom, Slots(request))))) continue;
                    Interlocked.Increment(ref sure);
                    if (Outcome(program, request, 0).Truth != Truth.True) return false;
                }

                return true;
            },
            iter: 2 * Conditions,
            print: Print);
        Assert.True(exact > 3_000 && sure > 1_000, $"{exact} exact, {sure} sure to be true");
    }

    [Fact]
    public void Of_present_values_a_conjunction_of_equalities_is_false_exactly_where_its_guard_does_not_hold() =>
        Gen.Select(ConditionGen.Conjunction, ConditionGen.AnyValue(1).Array[PolicyScene.Attributes.Length].Array[8]).Sample(
            (text, requests) =>
            {
                if (PolicyScene.Check(text, CelType.Bool) is not { } condition) return true;
                var program = PolicyScene.Instance.Compile(condition);
                var guard = PolicyScene.Instance.GuardOf(condition);
                return Array.TrueForAll(requests, request => guard.Admits(Slots(request)) == (Outcome(program, request) == Truth.True));
            },
            iter: 5_000,
            print: Print);

    [Fact]
    public void What_one_clause_says_is_true_of_each_of_its_atoms() =>
        Gen.Select(ConditionGen.Condition, Request).Sample(
            (text, request) =>
            {
                if (PolicyScene.Check(text, CelType.Bool) is not { } condition) return true;
                var guard = PolicyScene.Instance.GuardOf(condition);
                return guard.Clauses.Length <= 8
                    && guard.Clauses.All(clause =>
                        clause.Atoms.Select(atom => (atom.Attribute, atom.Kind)).Distinct().Count() == clause.Atoms.Length
                        && clause.Atoms.All(atom => atom.Attribute is not GuardPath path || path.Slot >= 0)
                        && clause.Admits(request) == clause.Atoms.All(atom => atom.Admits(request)))
                    && guard.Admits(request) == (guard.Explain(request) is null);
            },
            iter: 5_000);

    private static bool HoldsByValue(GuardAtom atom, Value[] slots) =>
        atom.Attribute.Read(slots, out var value) == GuardBuckets.None && atom.Kind switch
        {
            GuardAtomKind.Values => atom.Keys.Contains(value),
            GuardAtomKind.Range => (value.IsInt || value.IsUint || value.IsDouble) && atom.Range!.Contains(value),
            GuardAtomKind.Prefix => value.IsString && atom.AcceptsValue(value),
            _ => false,
        };

    private static Value[] Slots(Value[] request)
    {
        var slots = request.ToArray();
        slots[PolicyScene.Slot("resource.type")] = TypeOf(request);
        return slots;
    }

    // what the engine puts there is a string always
    private static Value TypeOf(Value[] request) =>
        request[PolicyScene.Slot("resource.type")] is { IsString: true } text ? text : Value.From("document");

    private static Truth Outcome(Program program, Value[] request) => Outcome(program, request, 10_000_000).Truth;

    private static (Truth Truth, bool IsExhausted) Outcome(Program program, Value[] request, long fuel)
    {
        var frame = PolicyScene.Instance.NewFrame(program, Slots(request), fuel);
        return (program.Root.Test(frame), frame.OutOfFuel);
    }

    private static Value Repeated(Value value, int length) => value.AsList is { Count: > 0 } list
        ? Value.From(new CelList([.. Enumerable.Range(0, length).Select(i => list[i % list.Count])]))
        : value;

    private static string Print((string Text, Value[][] Requests) sample)
    {
        if (PolicyScene.Check(sample.Text, CelType.Bool) is not { } condition) return sample.Text;
        var guard = PolicyScene.Instance.GuardOf(condition);
        var program = PolicyScene.Instance.Compile(condition);
        var wrong = sample.Requests.FirstOrDefault(request => guard.Admits(Slots(request)) != (Outcome(program, request) != Truth.False));
        return wrong is null
            ? sample.Text
            : $"{sample.Text}\n  guard {guard}\n  {Outcome(program, wrong)} at {string.Join(", ", PolicyScene.Attributes.Zip(Slots(wrong), (name, value) => $"{name} = {CelText.ToLiteral(value)}"))}";
    }
}

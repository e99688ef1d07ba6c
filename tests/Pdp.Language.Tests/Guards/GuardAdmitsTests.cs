using Pdp.Language.Functions;
using Pdp.Language.Guards;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Language.Tests.Guards;

/// <summary>Atoms at the edges of their sets.</summary>
public sealed class GuardAdmitsTests
{
    [Theory]
    [InlineData("subject.role < '\\ue000'", "\U0001F600", false)]
    [InlineData("subject.role < '\\U0001F600'", "\ue000", true)]
    [InlineData("subject.role < '\\U0001F600'", "\uffff", true)]
    [InlineData("subject.role > '\\uffff'", "\U0001F600", true)]
    [InlineData("subject.role > '\\ud7ff' && subject.role < '\\U00010000'", "\ue001", true)]
    [InlineData("subject.role.startsWith('\\U0001F600')", "\U0001F600x", true)]
    [InlineData("subject.role.startsWith('\\U0001F600')", "\U0001F601x", false)]
    [InlineData("subject.role.startsWith('\\u00e9')", "e\u0301", false)]
    public void Strings_are_ordered_by_code_point_and_never_normalised(string condition, string role, bool admits) =>
        Assert.Equal(admits, Admits(condition, ("subject.role", Value.From(role))));

    [Theory]
    [InlineData("subject.any > 9007199254740992.0", 9_007_199_254_740_993, true)]
    [InlineData("subject.any > 9007199254740992.0", 9_007_199_254_740_992, false)]
    [InlineData("subject.any == 9007199254740992.0", 9_007_199_254_740_993, false)]
    [InlineData("subject.any < 9223372036854775808.0", long.MaxValue, true)]
    [InlineData("subject.any >= 9223372036854775808.0", long.MaxValue, false)]
    public void Numbers_are_compared_exactly(string condition, long value, bool admits) =>
        Assert.Equal(admits, Admits(condition, ("subject.any", Value.From(value))));

    [Fact]
    public void An_attribute_of_several_steps_falls_into_exactly_one_bucket()
    {
        var missing = ("subject.address", Map());
        var invalid = ("subject.address", Value.From("Bonn"));
        var broken = ("subject.address", Value.Fail("invalid"));
        Check("subject.address.geo.zip == 5", true, ("subject.address", default), missing, invalid, broken, ("subject.address", Map(("geo", Map()))));
        Check("has(subject.address.geo.zip)", true, ("subject.address", default), missing, invalid, broken, ("subject.address", Map(("geo", Value.From(1L)))));
        Check("has(subject.address.geo.zip)", false, ("subject.address", Map(("geo", Map()))));
        Check("has(subject.?address.?geo.zip)", true, invalid, broken, ("subject.address", Map(("geo", Value.From(1L)))));
        Check("has(subject.?address.?geo.zip)", false, ("subject.address", default), missing, ("subject.address", Map(("geo", Map()))));

        static void Check(string condition, bool admits, params (string, Value)[] addresses)
        {
            foreach (var address in addresses) Assert.True(admits == Admits(condition, address), $"{condition} at {CelText.ToLiteral(address.Item2)}");
        }
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    public void A_list_or_map_too_long_to_be_looked_through_holds(int count, bool admits)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        var list = Value.From(new CelList([.. numbers.Select(i => Value.From((long)i))]));
        var map = Value.From(new StringMap([.. numbers.Select(i => new KeyValuePair<string, Value>($"k{i}", Value.Null))]));
        foreach (var condition in new[] { "'x' in subject.any", "subject.any.exists(v, v == 'x')", "sets.intersects(subject.any, ['x'])" })
            Assert.Equal(admits, Admits(condition, ("subject.any", list)));
        Assert.Equal(admits, Admits("'x' in subject.any", ("subject.any", map)));
        Assert.False(Admits("'x' in subject.any", ("subject.any", Value.From(CelList.Empty))));
        Assert.True(Admits("'x' in subject.any", ("subject.any", Value.From(new CelList([Value.From(CelList.Empty)])))));
    }

    [Fact]
    public void Asking_a_guard_allocates_nothing()
    {
        var guard = PolicyScene.Instance.GuardOf(
            "subject.role in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'] && subject.address.city == 'Bonn'"
            + " && ('x' in subject.roles || subject.level > 3 || subject.role.startsWith('j'))");
        var slots = new Value[PolicyScene.Attributes.Length];
        slots[PolicyScene.Slot("subject.role")] = Value.From("i");
        slots[PolicyScene.Slot("subject.address")] = Map(("city", Value.From("Bonn")));
        slots[PolicyScene.Slot("subject.roles")] = PolicyScene.List("r", "s", "t");
        slots[PolicyScene.Slot("subject.level")] = Value.From(2L);
        var least = long.MaxValue;
        for (var batch = 0; batch < 20 && least > 0; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++) guard.Admits(slots);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.False(guard.Admits(slots));
        Assert.Equal(0, least);
    }

    [Fact]
    public void Variables_that_read_one_another_many_times_are_asked_once_each()
    {
        IGuardNames names = new Doubling(60);
        var guard = GuardBuilder.Build(PolicyScene.Check("resource.v60", null)!, names, StandardLibrary.Policies);
        Assert.Equal("subject.flag: true, no bool, missing, invalid", guard.ToString());
    }

    private static Value Map(params (string Name, Value Value)[] entries) =>
        Value.From(new StringMap([.. entries.Select(entry => new KeyValuePair<string, Value>(entry.Name, entry.Value))]));

    private static bool Admits(string condition, params (string Path, Value Value)[] attributes)
    {
        var slots = new Value[PolicyScene.Attributes.Length];
        foreach (var (path, value) in attributes) slots[PolicyScene.Slot(path)] = value;
        return PolicyScene.Instance.GuardOf(condition).Admits(slots);
    }

    /// <summary>Variables of which each reads the one before twice.</summary>
    private sealed class Doubling : IGuardNames
    {
        private readonly Dictionary<string, GuardName> _names = new(StringComparer.Ordinal) { ["v0"] = new SlotName(4, "subject.flag") };

        public Doubling(int count)
        {
            for (var i = 1; i <= count; i++)
                _names[$"v{i}"] = new VariableName(PolicyScene.Check($"resource.v{i - 1} && resource.v{i - 1}", null)!, this);
        }

        public GuardName? Resolve(string name) => null;

        public GuardName? ResolveMember(string root, string member) => _names.GetValueOrDefault(member);
    }
}

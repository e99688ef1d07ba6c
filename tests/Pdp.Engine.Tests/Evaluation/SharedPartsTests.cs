using CsCheck;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>Calls and macros that stand in several conditions are evaluated once in a decision.</summary>
public sealed class SharedPartsTests
{
    private const string Dear = "subject.list.exists(x, x == 7)";

    // parts, many of them costly, some of them wrong for some requests
    private static readonly string[] Parts =
    [
        Dear, "subject.list.all(x, x != 299)", "subject.list.map(x, x * 2).exists(x, x == 8)", "subject.name.lowerAscii() == 'anna'",
        "subject.name.matches('^[A-Z][a-z]+$')", "int(subject.name) == 7", "subject.name.lowerAscii().matches('nn')",
        "subject.list.filter(x, x > 250).size() == 49", "timestamp(subject.name) < now", "subject.list.exists_one(x, x == subject.number)",
        "subject.number == 7", "subject.other.name.lowerAscii() == 'anna'",
    ];

    [Fact]
    public void A_part_that_several_conditions_have_has_one_place()
    {
        var set = Compiled.Set(Policy(
            "p", Permit("a", $"{Dear} && subject.number == 1"), Permit("b", $"subject.number == 2 || {Dear}"), Permit("c", "subject.list.exists(x, x == 8)"),
            Permit("d", "subject.name.lowerAscii() == 'a'"), Permit("e", "subject.name.lowerAscii() == 'b'")));
        Assert.Equal(2, set.Compiled.SharedCount);
    }

    [Theory]
    [InlineData("variables.v.exists(x, x == 7)")]
    [InlineData("subject.list.exists(x, x in variables.v)")]
    [InlineData("subject.list.exists(y, subject.list.exists(x, x == y))")]
    [InlineData("subject.name.startsWith('a')")]
    public void What_reads_variables_or_stands_in_a_macro_or_costs_nothing_has_none_of_its_own(string part)
    {
        var policy = Policy("p", Permit("a", $"{part} && subject.number == 1"), Permit("b", $"subject.number == 2 || {part}"));
        var set = Compiled.Set(policy with { Variables = [Variable("v", "[7, 8]")] });
        Assert.Equal(part.Contains("y,", StringComparison.Ordinal) ? 1 : 0, set.Compiled.SharedCount);
    }

    [Fact]
    public void A_part_that_a_hundred_rules_have_costs_what_it_costs_once()
    {
        var list = Ask.List([.. Enumerable.Repeat(Value.From("x"), 300), Value.From(7L), Ask.List()]);
        var same = LooksOf(i => $"{Dear} && subject.number != {i}");
        var different = LooksOf(i => $"subject.list.exists(x, x == {i}) && subject.number != {i}");
        Assert.True(same < 10 && different > 4 * same, $"{same} looks, {different} where they differ");

        int LooksOf(Func<int, string> condition)
        {
            var clock = new CountingClock();
            var set = Compiled.Set(Set(Policy("p", [.. Enumerable.Range(0, 100).Select(i => Permit($"r{i}", condition(i)))])), clock);
            set.Answer(Ask.Any.WithSubject(("list", list), ("number", Value.From(1_000L))));
            return clock.Looks;
        }
    }

    [Fact]
    public void Sharing_changes_no_answer_whatever_the_budget() =>
        Gen.Select(
                Gen.Select(Gen.OneOf(Parts), Gen.OneOf(Parts), Gen.OneOf(" && ", " || "), Gen.Bool).Array[2, 8],
                Gen.OneOf(100L, 200, 320, 700, 1_000, 2_000, 1_000_000),
                Gen.Int[0, 4])
            .Sample(
                (conditions, fuel, kind) =>
                {
                    // blanks make a text of its own of every part
                    var shared = Answer(conditions.Select(c => c.Item4 ? $"{c.Item1}{c.Item3}{c.Item2}" : $"!({c.Item1}){c.Item3}{c.Item2}"));
                    var alone = Answer(conditions.Select((c, i) => c.Item4
                        ? $"{Own(c.Item1, 2 * i)}{c.Item3}{Own(c.Item2, (2 * i) + 1)}"
                        : $"!({Own(c.Item1, 2 * i)}){c.Item3}{Own(c.Item2, (2 * i) + 1)}"));
                    Assert.Equal(alone, shared);

                    string Answer(IEnumerable<string> texts)
                    {
                        var set = Compiled.Set(Set(Policy("p", [.. texts.Select((text, i) => Permit($"r{i}", text))])) with
                        {
                            Limits = Make.Limits with { Fuel = fuel },
                        });
                        var first = Told(set.Answer(RequestOf(kind)));
                        var other = Told(set.Answer(RequestOf((kind + 1) % 5)));
                        Assert.Equal(first, Told(set.Answer(RequestOf(kind))));
                        return $"{first}\n{other}";
                    }
                },
                iter: 2_000);

    private static string Own(string part, int number) =>
        part.Replace(")", new string(' ', number + 1) + ")", StringComparison.Ordinal);

    private static string Told(Decision decision) => string.Join(
        '\n',
        [
            $"{decision.Value}", .. decision.Determining.Select(rule => rule.Rule),
            .. decision.Errors.Select(error => $"{error.Rule} {error.Code} {error.Message}"),
        ]);

    private static Request RequestOf(int kind) => kind switch
    {
        0 => Ask.Any,
        1 => Ask.Any.WithSubject(("list", Ask.Numbers(300)), ("name", Value.From("Anna")), ("number", Value.From(7L))),
        2 => Ask.Any.WithSubject(("list", Ask.Numbers(5)), ("name", Value.From("7")), ("number", Value.From(9L))),
        3 => Ask.Any.WithSubject(("list", Ask.List(Value.From("x"), Value.From(7L))), ("name", Value.From(7L)), ("number", Value.From("7"))),
        _ => Ask.Any.WithSubject(("list", Value.From("none")), ("name", Value.From("2020-01-01T00:00:00Z"))),
    };

    private sealed class CountingClock : TimeProvider
    {
        public int Looks { get; private set; }

        public override long GetTimestamp() => Looks++;
    }
}

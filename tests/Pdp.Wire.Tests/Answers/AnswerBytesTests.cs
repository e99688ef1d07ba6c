using CsCheck;
using Google.Protobuf;
using Pdp.Engine;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;
using Pdp.Wire.Answers;
using Pdp.Wire.Lean;
using Pdp.Wire.Tests.Lean;
using Pdp.Wire.Values;
using Xunit;
using V1 = Pdp.Contracts.V1;

namespace Pdp.Wire.Tests.Answers;

public sealed class AnswerBytesTests
{
    private static readonly Timestamp Now = new(1_700_000_000, 0);

    [Theory]
    [InlineData("read")]
    [InlineData("delete")]
    [InlineData("fly")]
    [InlineData("break")]
    public void The_bytes_of_an_answer_are_those_of_its_message(string action)
    {
        var source = Sources.Set();
        var request = new Request(
            new Entity("user", "alice", StringMap.Empty), new ActionInfo(action, StringMap.Empty),
            new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
        Equal(source, PolicySet.Compile(source, cancellation: TestContext.Current.CancellationToken).Set!.Decide(request, Now, TestContext.Current.CancellationToken), "0198c7a4-0000-7000-8000-000000000000");
    }

    [Fact]
    public void A_text_that_stands_in_two_fields_is_written_to_both()
    {
        var source = Sources.Set() with { Revision = "ok" };
        var request = new Request(
            new Entity("user", "alice", StringMap.Empty), new ActionInfo("delete", StringMap.Empty),
            new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
        var decision = PolicySet.Compile(source, cancellation: TestContext.Current.CancellationToken).Set!.Decide(request, Now, TestContext.Current.CancellationToken);
        Assert.Same(decision.Status, decision.Revision);
        Equal(source, decision, "x");
    }

    [Fact]
    public void More_rules_than_are_remembered_are_told_right()
    {
        const int Rules = 3000;
        var source = Sources.Set() with
        {
            Policies = [Sources.Policy("many", 1, [.. Enumerable.Range(0, Rules).Select(static i => Sources.Rule($"r{i}", Effect.Permit, "many.json", $"/rules/{i}", null, $"a{i}"))])],
        };
        var set = PolicySet.Compile(source, cancellation: TestContext.Current.CancellationToken).Set!;
        var answers = new AnswerWriter(new ExpressionTexts(source));
        var writer = new ReverseWriter();
        for (var i = 0; i < 2 * Rules; i++)
        {
            var request = new Request(
                new Entity("user", "alice", StringMap.Empty), new ActionInfo($"a{i % Rules}", StringMap.Empty),
                new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
            writer.Clear();
            answers.Write(set.Decide(request, Now, TestContext.Current.CancellationToken), default, writer);
            Assert.Equal($"r{i % Rules}", Assert.Single(V1.CheckResponse.Parser.ParseFrom(writer.Written).Determining).Rule);
        }
    }

    [Fact]
    public void An_answer_that_was_never_made_does_not_allow() => Equal(Sources.Set(), new Decision(), "");

    [Fact]
    public void Shadows_arrive_where_they_differ()
    {
        var shadow = Sources.Policy("documents", 300, [Sources.Rule("a", Effect.Deny, "last.json", "/rules/0", null, "read")]) with { IsShadow = true };
        var source = Sources.Set() with { Policies = [.. Sources.Set().Policies, shadow] };
        var request = new Request(
            new Entity("user", "alice", StringMap.Empty), new ActionInfo("read", StringMap.Empty),
            new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
        var decision = PolicySet.Compile(source, cancellation: TestContext.Current.CancellationToken).Set!.Decide(request, Now, TestContext.Current.CancellationToken);
        Assert.True(Assert.Single(decision.Shadows).Differs);
        Equal(source, decision, "x");
    }

    [Fact]
    public void Whatever_the_answer_tells_its_bytes_are_those_of_its_message() =>
        Generators.Request.Sample(
            static request =>
            {
                foreach (var set in Probe.All) Equal(set.Source, set.Decide(request, Now, TestContext.Current.CancellationToken), "an id");
            },
            iter: 500);

    [Fact]
    public void Every_kind_of_value_arrives()
    {
        Value[] values =
        [
            Value.Null, Value.True, Value.False, Value.From(0), Value.From(-1), Value.From(long.MaxValue), Value.FromUint(7),
            Value.FromUint(ulong.MaxValue), Value.From(0.5), Value.From(double.NaN), Value.From(double.NegativeInfinity), Value.From(""),
            Value.From("ä😀"), Value.From(new CelBytes([1, 2, 3])), Value.FromDuration(1_500_000_000), Value.From(new Timestamp(1, 0)),
            Value.From(CelList.Empty), Value.From(StringMap.Empty), Value.From(new string('x', 70_000)),
            Value.From(new CelList([Value.From(1), Value.From(new CelList([Value.From("x")]))])),
            Value.From(new StringMap([new("", Value.Null), new("größe", Value.From(new StringMap([new("x", Value.True)])))])),
        ];
        var map = new StringMap([.. values.Select(static (v, i) => KeyValuePair.Create($"n{i}", v))]);
        var writer = new ReverseWriter();
        LeanValueWriter.Members(writer, map);
        Assert.Equal(Convert.ToHexString(ValueWriter.ToStruct(map).ToByteArray()), Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void A_writer_is_used_again()
    {
        var writer = new ReverseWriter();
        for (var i = 0; i < 3; i++)
        {
            writer.Clear();
            writer.Text(WireTags.Field1, new string('x', 100_000 >> i));
            Assert.Equal(Bytes.Text(1, new string('x', 100_000 >> i)), writer.Written.ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9_007_199_254_740_991)]
    public void The_number_of_the_bundle_is_told(ulong sequence)
    {
        var source = Sources.Set();
        var request = new Request(
            new Entity("user", "alice", StringMap.Empty), new ActionInfo("read", StringMap.Empty),
            new Entity("document", "d1", StringMap.Empty), StringMap.Empty);
        var decision = PolicySet.Compile(source, cancellation: TestContext.Current.CancellationToken).Set!.Decide(request, Now, TestContext.Current.CancellationToken);
        Assert.Equal(sequence, Equal(source, decision, "x", sequence).Sequence);
    }

    private static V1.CheckResponse Equal(PolicySetSource source, Decision decision, string id, ulong sequence = 0)
    {
        var answers = new AnswerWriter(new ExpressionTexts(source), sequence);
        var writer = new ReverseWriter();
        var message = answers.ToMessage(decision, id);

        // more than once, as parts that were written before are written again
        for (var i = 0; i < 3; i++)
        {
            writer.Clear();
            answers.Write(decision, System.Text.Encoding.UTF8.GetBytes(id), writer);
            Assert.Equal(message, V1.CheckResponse.Parser.ParseFrom(writer.Written));
            Assert.Equal(Convert.ToHexString(message.ToByteArray()), Convert.ToHexString(writer.Written));
        }

        return message;
    }
}

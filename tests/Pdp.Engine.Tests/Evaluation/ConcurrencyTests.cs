using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Evaluation;

/// <summary>One policy set serves all threads: what one decision works with never shows in another's answer.</summary>
public class ConcurrencyTests
{
    private const int Levels = 5;

    [Fact]
    public void Threads_that_share_a_set_get_the_answers_they_would_get_alone()
    {
        var set = Compiled.Set(Targeted(
            "documents", "resource.type == 'document'",
            Deny("isolation", "!variables.same_tenant"),
            Permit("clearance", "variables.cleared") with { Obligations = [Notice("log")] }) with
        {
            Variables =
            [
                Variable("same_tenant", "subject.tenant == resource.tenant"),
                Variable("cleared", "subject.level >= resource.level"),
            ],
        });
        var questions = Questions();
        var expected = questions.Select(question => Told(set, question)).ToArray();
        Assert.Equal(4, expected.Select(answer => answer.Outcome).Distinct().Count());

        Parallel.For(0, 40_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var which = i * 7 % questions.Length;
            Assert.Equal(expected[which], Told(set, questions[which]));
        });
    }

    private static (Outcome Outcome, int Obligations, string Rules, string Errors) Told(PolicySet set, Request question)
    {
        var decision = new Decision();
        set.Decide(question, Ask.Noon, decision, CancellationToken.None);
        return (decision.Outcome, decision.Obligations.Count,
            string.Join(' ', decision.Determining.Select(rule => rule.Rule)),
            string.Join(' ', decision.Errors.Select(error => error.Message)));
    }

    private static Request[] Questions() =>
    [
        .. from tenant in new[] { "acme", "globex" }
           from subject in Enumerable.Range(0, Levels)
           from resource in Enumerable.Range(0, Levels)
           from stated in new[] { true, false }
           select Ask.Any
               .WithSubject(stated
                   ? [("tenant", Value.From(tenant)), ("level", Value.From((long)subject))]
                   : [("tenant", Value.From(tenant))])
               .WithResource(("tenant", Value.From("acme")), ("level", Value.From((long)resource))),
    ];
}

using Pdp.TestKit;
using Xunit;
using static Pdp.TestKit.Make;

namespace Pdp.Engine.Tests.Compilation;

public class CancellationTests
{
    [Fact]
    public void A_compilation_that_is_stopped_makes_nothing_and_leaves_the_earlier_set_as_it_was()
    {
        var first = Set(Policy("a", Permit("one")), Policy("b", Permit("two")));
        var second = first with { Policies = [first.Policies[0], Policy("b", Deny("two"))] };
        var earlier = Compiled.Set(first);

        Assert.Throws<OperationCanceledException>(() => PolicySet.Compile(second, previous: earlier, cancellation: new CancellationToken(canceled: true)));

        Assert.Equal(Decisions.Outcome.Permit, earlier.Answer().Outcome);
        Assert.Equal(Decisions.Outcome.Deny, PolicySet.Compile(second, previous: earlier, cancellation: TestContext.Current.CancellationToken).Set!.Answer().Outcome);
    }
}

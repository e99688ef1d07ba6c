using Pdp.Language.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime.Nodes;

/// <summary>
/// A part that other expressions of the decision have as well: its value is kept, and whoever takes it from there pays the
/// units that it cost, so that nothing but time tells whether it was evaluated. What cannot be so is not kept: errors, which say
/// where they stand, and what a limit ended.
/// </summary>
internal sealed class SharedNode(Node part, int place, TextSpan span) : Node
{
    public override Value Evaluate(Frame frame)
    {
        ref var shared = ref frame.Shared[place];
        var fuel = frame.Fuel;
        if (shared.Decision == frame.Decision && shared.Fuel <= fuel)
        {
            frame.Fuel = fuel - shared.Fuel;
            return shared.Value;
        }

        var value = part.Evaluate(frame);
        if (frame.Fuel >= 0 && !value.IsError) shared = new SharedValue(frame.Decision, fuel - frame.Fuel, value);
        return value;
    }

    public override Truth Test(Frame frame)
    {
        var value = Evaluate(frame);
        if (value.IsBool) return Truths.From(value.AsBool);
        return Truths.Fail(frame, value.AsError ?? RuntimeErrors.NotBoolean(value).At(span));
    }
}

using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>
/// A compiled expression: an immutable tree of specialised nodes over the slots of a <see cref="Frame"/>. It may be
/// evaluated from several threads at once, each with a frame of its own. Nothing is thrown: errors are values.
/// </summary>
public abstract class Node
{
    /// <summary>The value, or an error; never <see cref="ValueKind.Missing"/>.</summary>
    public abstract Value Evaluate(Frame frame);

    /// <summary>
    /// The value as a condition: a value that is not a bool is an error. After <see cref="Truth.Error"/> the error
    /// stands in <see cref="Frame.Error"/>.
    /// </summary>
    public virtual Truth Test(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var value = Evaluate(frame);
        if (value.IsBool) return value.AsBool ? Truth.True : Truth.False;
        frame.Error = value.AsError ?? RuntimeErrors.NotBoolean(value);
        return Truth.Error;
    }
}

using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <summary>
/// Makes of what JSON or a <c>Struct</c> can say a value of the type that the schema wants. A value that has the type
/// already is passed on as it is and allocates nothing.
/// </summary>
internal abstract class Coercer
{
    /// <summary>Coerces a value that is there.</summary>
    /// <returns>Whether it fits; if not, <paramref name="misfit"/> says why.</returns>
    public abstract bool TryCoerce(in Value value, out Value result, out Misfit misfit);

    protected static bool Fits(in Value value, out Value result, out Misfit misfit)
    {
        result = value;
        misfit = default;
        return true;
    }

    protected static bool Unfit(Misfit reason, out Value result, out Misfit misfit)
    {
        result = default;
        misfit = reason;
        return false;
    }
}

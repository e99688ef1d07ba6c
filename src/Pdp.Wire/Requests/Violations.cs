namespace Pdp.Wire.Requests;

/// <summary>
/// Everything wrong with one request. What is told is bounded, as it goes back in a header whose size clients bound; what
/// is not told is counted.
/// </summary>
internal sealed class Violations
{
    private const int MostTold = 16;

    private readonly List<Violation> _told = [];
    private int _untold;

    public bool IsEmpty => _told.Count == 0;

    public void Add(string field, string description)
    {
        if (_told.Count < MostTold) _told.Add(new Violation(field, description));
        else _untold++;
    }

    public Violation[] ToArray() =>
        _untold == 0
            ? [.. _told]
            : [.. _told, new Violation("", _untold == 1 ? "and 1 more place" : $"and {_untold} more places")];
}

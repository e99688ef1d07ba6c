namespace Pdp.Engine.Sources;

/// <summary>
/// A document that texts can be read from again. Most expressions' texts are never asked for once they are compiled: kept apart
/// they would take several times what the document does.
/// </summary>
public abstract class DocumentContent
{
    /// <summary>The text that stands at a place, the same whenever it is asked for. It is used from any number of threads.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="length">How long it is.</param>
    public abstract string TextAt(int offset, int length);
}

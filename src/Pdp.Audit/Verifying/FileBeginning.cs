using Pdp.Audit.Records;

namespace Pdp.Audit.Verifying;

/// <summary>
/// Whether a file begins with a signature: in its first line, or, as versions before wrote it, as its first record (in a log's first file,
/// behind the <c>start</c>). Each file of a server with a key does, so that none can be put in the place of what a killed one left.
/// </summary>
internal sealed class FileBeginning
{
    private bool _isOpen;
    private bool _isBehindStart;

    /// <summary>Whether that is still to be seen.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>A file begins.</summary>
    public void Begin() => (_isOpen, _isBehindStart) = (true, false);

    /// <summary>It is known now, or need not be.</summary>
    public void Settle() => _isOpen = false;

    /// <summary>Takes a record.</summary>
    /// <param name="head">The record.</param>
    /// <param name="isSigned">Whether it is a good signature.</param>
    /// <returns>False: the file does not begin with a signature.</returns>
    public bool Admits(in LineHead head, bool isSigned)
    {
        if (!_isOpen) return true;
        if (!isSigned && !_isBehindStart && head is { Sequence: 1, Kind: RecordKinds.Start })
        {
            _isBehindStart = true;
            return true;
        }

        _isOpen = false;
        return isSigned;
    }
}

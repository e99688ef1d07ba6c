using Pdp.Identity.Keys;

namespace Pdp.Identity.Tests.Kit;

/// <summary>A JWKS that tests change, and that can fail.</summary>
internal sealed class FakeDocuments(string document) : IKeyDocuments
{
    private volatile string? _document = document;
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>The document; null: reading fails.</summary>
    public string? Document
    {
        get => _document;
        set => _document = value;
    }

    public Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        return _document is { } text ? Task.FromResult(Forge.Bytes(text)) : throw new KeyDocumentException("out of reach");
    }
}

namespace Pdp.Bundles.Archives.Signing;

/// <summary>A key cannot be used; the message says why in the house's style.</summary>
public sealed class BundleKeyException : Exception
{
    /// <summary>Without an explanation.</summary>
    public BundleKeyException()
    {
    }

    /// <summary>With one.</summary>
    public BundleKeyException(string message)
        : base(message)
    {
    }

    /// <summary>With one, and its cause.</summary>
    public BundleKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

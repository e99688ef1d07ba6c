using System.CommandLine;

namespace Pdp.Server;

/// <summary>The server's command line, shared by its own executable and by <c>pdp serve</c>.</summary>
public static class PdpServerCommand
{
    /// <summary>A command that runs the server until it is told to stop; its action returns the exit code.</summary>
    /// <param name="name">The command's name.</param>
    public static Command Create(string name) => throw new NotImplementedException();
}

using Grpc.Core;
using Grpc.Health.V1;

namespace Pdp.Client;

/// <summary>Asks a PDP whether it serves, on a connection that is made anew when the one before does not answer.</summary>
internal sealed class HealthProbe(TimeSpan timeout, TimeProvider clock)
{
    private static readonly HealthCheckRequest Whole = new();

    /// <summary>Whether it does.</summary>
    /// <exception cref="OperationCanceledException">The client ends.</exception>
    public async Task<bool> IsWellAsync(ConnectionHolder connections, CancellationToken cancellation)
    {
        var connection = connections.Current;
        try
        {
            var answer = await connection.Health.CheckAsync(Whole, deadline: clock.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellation);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            // one without the service is there all the same
            if (failure.StatusCode == StatusCode.Unimplemented) return true;
            connections.Renew(connection);
            return false;
        }
        catch (Exception)
        {
            cancellation.ThrowIfCancellationRequested();
            // whoever asks goes on asking: an end of that would leave the PDP unasked for ever
            connections.Renew(connection);
            return false;
        }
    }
}

using Demo;

using var deadline = Deadline.Of(args);
try
{
    return args.Contains("--serve") ? await ServeAsync() : await deadline.KeepAsync(PlayAsync());
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

async Task<int> PlayAsync()
{
    await using var stage = await Stage.StartAsync(TimeSpan.FromMinutes(5), deadline);
    var performances = await Performance.RunAsync(Scenario.Steps, stage, deadline);
    return Report.Print(performances, stage);
}

async Task<int> ServeAsync()
{
    await using var stage = await deadline.KeepAsync(Stage.StartAsync(TimeSpan.FromMinutes(15), deadline));
    return await Serving.RunAsync(stage, deadline.Token);
}

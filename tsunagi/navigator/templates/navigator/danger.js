(function(){var n=0,t=0;
function leave(e){if(e)e.preventDefault();var to=document.querySelector(".leave").href;document.documentElement.innerHTML="";location.replace(to)}
document.addEventListener("keydown",function(e){if(e.key!=="Escape")return;var now=Date.now();n=now-t<1500?n+1:1;t=now;if(n>=3)leave()});
document.querySelector(".leave").addEventListener("click",leave)})();
